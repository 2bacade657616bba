package org.belfry.socketio.server;

import java.util.List;
import org.belfry.socketio.protocol.EnginePacket;
import org.belfry.websocket.WriteCallback;

/** A transport that is free to send: a poll that waits, or a WebSocket that is not writing. */
interface EngineTransport {

  /** Writes packets; uses the exit up. Does not wait. */
  void write(List<EnginePacket> packets, WriteCallback then);

  /** Writes the last packets of a session, and hangs up. Does not wait. */
  void end(List<EnginePacket> packets);

  /** Ends as a mistake of the client; uses the exit up. */
  void refuse(EngineError engineError);
}
