package org.belfry.live;

import java.time.Instant;
import java.util.List;
import org.belfry.model.Frame;
import org.belfry.problem.CloseCode;

/** What a connection needs of those who keep it. None of the methods waits. */
interface ConnectionOwner {

  LiveSettings settings();

  Instant time();

  /** Reads the log for it soon; it is asked for its query when its turn has come. */
  void read(Connection connection);

  /** These frames have left by its transport. */
  void written(Transport transport, List<Frame> frames);

  /** It asks much and reads nothing. */
  void slow(Connection connection);

  /** A write has failed. */
  void lost(Connection connection, Throwable error);

  /** Hangs up; one that is closed already stays so. */
  void close(Connection connection, CloseCode why);
}
