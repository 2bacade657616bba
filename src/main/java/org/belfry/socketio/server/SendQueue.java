package org.belfry.socketio.server;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.belfry.socketio.protocol.EnginePacket;
import org.belfry.websocket.WriteCallback;

/** The packets that wait for a free transport, in order. The session's lock guards it. */
final class SendQueue {

  /** What leaves at once, and who wants to know. */
  record Batch(List<EnginePacket> packets, List<WriteCallback> ends) {

    void ended(Throwable error) {
      ends.forEach(end -> end.done(error));
    }

    void lost(String reason) {
      ended(new IOException("the session has ended: " + reason));
    }
  }

  private List<EnginePacket> packets = new ArrayList<>(2);
  private List<WriteCallback> ends = new ArrayList<>(2);
  private int size;

  /** False when more waited already than may. */
  boolean add(List<EnginePacket> more, WriteCallback then, int mostWaiting) {
    var fits = size <= mostWaiting;
    packets.addAll(more);
    if (then != WriteCallback.IGNORED) {
      ends.add(then);
    }
    more.forEach(packet -> size += packet.size());
    return fits;
  }

  boolean isEmpty() {
    return packets.isEmpty();
  }

  Batch take() {
    var batch = new Batch(packets, ends);
    packets = new ArrayList<>(2);
    ends = new ArrayList<>(2);
    size = 0;
    return batch;
  }
}
