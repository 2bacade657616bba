package org.belfry.live.socketio;

import jakarta.inject.Inject;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import org.belfry.socketio.server.WebSocketCallbacks;

/**
 * {@code /socket.io/} by WebSocket: translates the container's callbacks. Who comes here has passed
 * {@link SocketIoFilter}.
 */
@ServerEndpoint("/socket.io/")
public class SocketIoEndpoint {

  private final WebSocketCallbacks callbacks;

  @Inject
  public SocketIoEndpoint(SocketIo socketIo) {
    callbacks = new WebSocketCallbacks(socketIo.sockets());
  }

  @OnOpen
  public void open(Session session) {
    callbacks.open(session);
  }

  @OnMessage
  public void text(String part, boolean isLast) {
    callbacks.text(part, isLast);
  }

  @OnMessage
  public void binary(byte[] part, boolean isLast) {
    callbacks.binary(part, isLast);
  }

  @OnClose
  public void close() {
    callbacks.close();
  }

  @OnError
  public void error(Throwable error) {
    callbacks.error(error);
  }
}
