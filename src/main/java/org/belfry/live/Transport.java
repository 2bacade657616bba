package org.belfry.live;

import java.util.List;
import org.belfry.model.Frame;
import org.belfry.problem.CloseCode;

/** Sends the frames of one connection: WebSocket, server-sent events or Socket.IO. */
public interface Transport {

  /** How a write ended. */
  interface Written {
    /** Called once per write, by any thread; {@code error} is null when it went well. */
    void done(Throwable error);
  }

  /** How the reader is connected: {@code websocket} or {@code sse}. */
  String transport();

  /** Writes frames in order; not called again before {@code written} was. Does not wait. */
  void write(List<Frame> frames, Written written);

  /** Asks for a sign of life, or at least finds out whether the other side is still there. */
  void ping();

  /** Whether the other side answers pings. */
  boolean answersPings();

  /** Whether the other side fetches the inbox afresh when it is told to. */
  default boolean knowsReset() {
    return true;
  }

  /** Says goodbye and hangs up; does not wait. */
  void close(CloseCode why);
}
