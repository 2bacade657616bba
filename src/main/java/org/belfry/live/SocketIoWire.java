package org.belfry.live;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.belfry.engine.Socket;
import org.belfry.socketio.EnginePacket;
import org.belfry.socketio.PacketEncoder;

/**
 * Frames as events of Socket.IO, on whatever transport the client is. The client is let in with the
 * first frames: by then it is known whether it gets back exactly what it missed.
 */
final class SocketIoWire implements Wire {

  /** What each frame begins with, up to the event's name. */
  private static final String EVENT = "{\"event\":\"";

  private final Socket socket;
  private final String shownPid;
  private boolean joined;

  /**
   * @param shownPid of a client that comes back with an offset; null for others
   */
  SocketIoWire(Socket socket, String shownPid) {
    this.socket = socket;
    this.shownPid = shownPid;
  }

  @Override
  public String transport() {
    return "socketio";
  }

  @Override
  public void write(List<Frame> frames, Written written) {
    if (!joined) {
      // a connection writes one batch after the other: nobody else is here now
      joined = true;
      socket.accept(pid(frames));
    }
    var events = new ArrayList<EnginePacket>(frames.size());
    frames.forEach(frame -> events.add(event(frame)));
    socket.send(events, written::done);
  }

  /** The one it has shown says that it was recovered. Any is good: it is the token that counts. */
  private String pid(List<Frame> frames) {
    var isRecovered =
        shownPid != null && frames.stream().noneMatch(frame -> name(frame).equals("reset"));
    return isRecovered ? shownPid : UUID.randomUUID().toString();
  }

  /**
   * Clients from 4.6 on remember the last string that an event ends with, and show it when they
   * come back: it is the cursor. To others it is an argument too many, which harms nobody.
   */
  private EnginePacket event(Frame frame) {
    var offset =
        frame.epoch() == null || socket.isOld() ? null : frame.epoch() + ":" + frame.head();
    return PacketEncoder.event(socket.namespace(), name(frame), frame.json(), offset);
  }

  private static String name(Frame frame) {
    return frame.json().substring(EVENT.length(), frame.json().indexOf('"', EVENT.length()));
  }

  /** The engine's heartbeats do that. */
  @Override
  public void ping() {}

  @Override
  public boolean answersPings() {
    return false;
  }

  /** A client that is sent out of the namespace stays away; one whose transport ends comes back. */
  @Override
  public void close(Goodbye why) {
    if (why == Goodbye.TOO_SLOW) {
      socket.abort(why.reason());
      return;
    }
    if (why.isFinal()) {
      var json =
          "{\"event\":\"goodbye\",\"code\":%d,\"reason\":\"%s\"}"
              .formatted(why.code(), why.reason());
      socket.send(
          List.of(PacketEncoder.event(socket.namespace(), "goodbye", json, null)), error -> {});
      socket.disconnect();
    }
    socket.close();
  }
}
