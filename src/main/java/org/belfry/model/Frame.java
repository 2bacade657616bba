package org.belfry.model;

/**
 * One JSON text to a client, with what it says and how far its reader is then; made once, and
 * handed as it is to all who get it.
 *
 * @param cursor of a reader that has got this far; null where the frame does not move it
 * @param askedAt when this node was asked for what it says, in {@link System#nanoTime()}; 0 where
 *     that is not known
 */
public record Frame(FrameEvent event, String json, Cursor cursor, long askedAt) {

  public Frame(FrameEvent event, String json, Cursor cursor) {
    this(event, json, cursor, 0);
  }

  /** A frame that does not move the cursor. */
  public static Frame aside(FrameEvent event, String json) {
    return new Frame(event, json, null);
  }

  /** Characters. */
  public int length() {
    return json.length();
  }
}
