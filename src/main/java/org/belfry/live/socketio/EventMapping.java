package org.belfry.live.socketio;

import java.util.List;
import org.belfry.model.Frame;
import org.belfry.socketio.protocol.EnginePacket;
import org.belfry.socketio.protocol.PacketEncoder;
import org.belfry.socketio.server.Socket;

/** Maps frames to the events of Socket.IO that tell of them. */
interface EventMapping {

  /** Belfry's own: the event is called what the frame is called, and the frame is its argument. */
  EventMapping OWN =
      (frame, socket, events) ->
          events.add(
              PacketEncoder.event(
                  socket.namespace(), frame.event().label(), frame.json(), offset(frame, socket)));

  /** Adds the events of a frame, perhaps none. */
  void tell(Frame frame, Socket socket, List<EnginePacket> events);

  /** Whether its clients fetch the inbox afresh when they are told to; others are told it all. */
  default boolean knowsReset() {
    return true;
  }

  /** What was told last has left. */
  default void delivered() {}

  /**
   * Clients from 4.6 on remember the last string that an event ends with, and show it when they
   * come back: it is the cursor. To others it is an argument too many, which harms nobody.
   */
  static String offset(Frame frame, Socket socket) {
    return frame.cursor() == null || socket.isOld() ? null : frame.cursor().toString();
  }
}
