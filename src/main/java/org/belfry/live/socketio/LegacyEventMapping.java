package org.belfry.live.socketio;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.belfry.compat.LegacyContract;
import org.belfry.json.Json;
import org.belfry.model.Frame;
import org.belfry.model.FrameEvent;
import org.belfry.socketio.protocol.EnginePacket;
import org.belfry.socketio.protocol.PacketEncoder;
import org.belfry.socketio.server.Socket;

/**
 * Maps frames to the events of an old server; of one connection, because it counts what was told.
 */
final class LegacyEventMapping implements EventMapping {

  private final LegacyContract contract;
  private final Consumer<List<Long>> read;
  private List<Long> told = new ArrayList<>();

  /**
   * @param read is handed the places of what was delivered
   */
  LegacyEventMapping(LegacyContract contract, Consumer<List<Long>> read) {
    this.contract = contract;
    this.read = read;
  }

  @Override
  public void tell(Frame frame, Socket socket, List<EnginePacket> events) {
    var knowsToken = contract == LegacyContract.QUERY_TOKEN;
    if (knowsToken) {
      OWN.tell(frame, socket, events);
    }
    if (frame.event() == FrameEvent.NOTIFICATION) {
      var item = Json.parse(frame.json()).get("item");
      var offset = knowsToken ? EventMapping.offset(frame, socket) : null;
      var argument = contract.argument(item).toString();
      events.add(PacketEncoder.event(socket.namespace(), contract.event(), argument, offset));
      told.add(item.get("seq").asLong());
    }
  }

  @Override
  public boolean knowsReset() {
    return false;
  }

  @Override
  public void delivered() {
    if (!told.isEmpty()) {
      var seqs = told;
      told = new ArrayList<>();
      read.accept(seqs);
    }
  }
}
