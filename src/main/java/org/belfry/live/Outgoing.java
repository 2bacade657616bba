package org.belfry.live;

import java.util.ArrayList;
import java.util.List;
import org.belfry.inbox.Acknowledgement;
import org.belfry.model.Cursor;
import org.belfry.model.Frame;
import org.belfry.model.UserId;

/**
 * The frames of one connection on their way out, one write at a time, and which numbers have been
 * sent. Guarded by its connection.
 */
final class Outgoing {

  private List<Frame> waiting;
  private int size;
  private boolean writing;

  // everything after the one and up to the other has been handed to the wire
  private long after;
  private long upTo;

  void add(Frame frame) {
    if (waiting == null) {
      waiting = new ArrayList<>(2);
    }
    waiting.add(frame);
    size += frame.length();
  }

  /** Characters that wait. */
  int size() {
    return size;
  }

  /** Whether nothing waits, and all of the last write has left. */
  boolean isIdle() {
    return !writing && waiting == null;
  }

  /** What is to be written now; null for nothing, or while a write is under way. */
  List<Frame> take() {
    if (writing || waiting == null) {
      return null;
    }
    writing = true;
    var frames = waiting;
    drop();
    for (var frame : frames) {
      if (frame.cursor() != null) {
        // before the write has ended: the answer may be here by then
        upTo = Math.max(upTo, frame.cursor().head());
      }
    }
    return frames;
  }

  void written() {
    writing = false;
  }

  void drop() {
    waiting = null;
    size = 0;
  }

  /** From here on everything is sent; of what was before, nothing is known. */
  void beginAfter(long number) {
    after = number;
    upTo = number;
  }

  /** So much of what a client says it has as it was sent; null for nothing. */
  Acknowledgement acknowledged(UserId user, Cursor has) {
    var last = Math.min(has.head(), upTo);
    return last > after ? new Acknowledgement(user, has.at(after), last) : null;
  }
}
