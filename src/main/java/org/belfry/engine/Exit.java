package org.belfry.engine;

import java.util.List;
import org.belfry.socketio.EnginePacket;

/** A way out that is free: a poll that waits, or a WebSocket that is not writing. */
interface Exit {

  /** Writes packets; uses the exit up. Does not wait. */
  void write(List<EnginePacket> packets, Written then);

  /** Writes the last packets of a session, and hangs up. Does not wait. */
  void end(List<EnginePacket> packets);

  /** Ends as a mistake of the client; uses the exit up. */
  void refuse(Refusal refusal);
}
