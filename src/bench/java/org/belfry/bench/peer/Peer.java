package org.belfry.bench.peer;

import java.io.IOException;
import org.belfry.bench.load.Server;

/** A running server under measurement. */
public interface Peer extends AutoCloseable {

  /** Where it listens. */
  Server server();

  /** The process whose processor time and memory count as the server's. */
  long pid();

  /** Whether it can free memory when asked, as a JVM can. */
  boolean isJvm();

  @Override
  void close() throws IOException;
}
