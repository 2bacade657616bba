package org.belfry.bench.load;

/** Socket.IO 4 over Engine.IO 4's WebSocket transport, as its clients speak it without polling. */
public final class SocketIoDialect implements Dialect {

  @Override
  public String target(String user, Cursor cursor) {
    return "/socket.io/?EIO=4&transport=websocket";
  }

  @Override
  public void text(Subscriber subscriber, byte[] bytes, int from, int to) {
    var packet = (char) bytes[from];
    if (packet == '0') {
      subscriber.send("40{\"user\":\"" + subscriber.user() + "\"}");
    } else if (packet == '2') {
      subscriber.send("3");
    } else if (packet == '4' && bytes[from + 1] == '0') {
      subscriber.ready();
    } else if (packet == '4' && bytes[from + 1] == '2') {
      subscriber.arrived(bytes, from, to);
    } else {
      subscriber.end("packet " + Bytes.text(bytes, from, to));
    }
  }
}
