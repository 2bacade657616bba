package org.belfry.live;

import java.util.List;
import org.belfry.model.Cursor;

/** Sends the frames of one connection: WebSocket, server-sent events or Socket.IO. */
public interface Transport {

  /**
   * What is written at once.
   *
   * @param cursor of a reader that has got this far; null where the frame does not move it
   * @param askedAt when this node was asked for what it says, in {@link System#nanoTime()}; 0 where
   *     that is not known
   */
  record Frame(String json, Cursor cursor, long askedAt) {

    Frame(String json, Cursor cursor) {
      this(json, cursor, 0);
    }

    /** What each frame begins with, up to the event's name. */
    private static final int NAME = "{\"event\":\"".length();

    /** The event's name. */
    public String event() {
      return json.substring(NAME, json.indexOf('"', NAME));
    }

    /** A frame that does not move the cursor. */
    public static Frame aside(String json) {
      return new Frame(json, null);
    }
  }

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
