package org.belfry.live.socketio;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.belfry.live.ControlFrames;
import org.belfry.live.Transport;
import org.belfry.model.Frame;
import org.belfry.model.FrameEvent;
import org.belfry.problem.CloseCode;
import org.belfry.socketio.protocol.EnginePacket;
import org.belfry.socketio.server.Socket;

/**
 * Frames as events of Socket.IO, on whatever transport the client is. The client is let in with the
 * first frames: by then it is known whether it gets back exactly what it missed.
 */
final class SocketIoTransport implements Transport {

  static final String NAME = "socketio";

  private final Socket socket;
  private final EventMapping eventMapping;
  private final String shownPid;
  private boolean joined;

  /**
   * @param shownPid of a client that comes back with an offset; null for others
   */
  SocketIoTransport(Socket socket, EventMapping eventMapping, String shownPid) {
    this.socket = socket;
    this.eventMapping = eventMapping;
    this.shownPid = shownPid;
  }

  @Override
  public String transport() {
    return NAME;
  }

  @Override
  public void write(List<Frame> frames, Written written) {
    if (!joined) {
      // a connection writes one batch after the other: nobody else is here now
      joined = true;
      socket.accept(pid(frames));
    }
    var events = new ArrayList<EnginePacket>(frames.size());
    frames.forEach(frame -> eventMapping.tell(frame, socket, events));
    if (events.isEmpty()) {
      written.done(null);
      return;
    }
    socket.send(
        events,
        error -> {
          if (error == null) {
            eventMapping.delivered();
          }
          written.done(error);
        });
  }

  /** The one it has shown says that it was recovered. Any is good: it is the token that counts. */
  private String pid(List<Frame> frames) {
    var isRecovered =
        shownPid != null && frames.stream().noneMatch(frame -> frame.event() == FrameEvent.RESET);
    return isRecovered ? shownPid : UUID.randomUUID().toString();
  }

  /** The engine's heartbeats do that. */
  @Override
  public void ping() {}

  @Override
  public boolean answersPings() {
    return false;
  }

  @Override
  public boolean knowsReset() {
    return eventMapping.knowsReset();
  }

  /** A client that is sent out of the namespace stays away; one whose transport ends comes back. */
  @Override
  public void close(CloseCode why) {
    if (why == CloseCode.TOO_SLOW) {
      socket.abort(why.reason());
      return;
    }
    if (why.isFinal()) {
      var events = new ArrayList<EnginePacket>(1);
      EventMapping.OWN.tell(ControlFrames.goodbye(why), socket, events);
      socket.send(events, error -> {});
      socket.disconnect();
    }
    socket.close();
  }
}
