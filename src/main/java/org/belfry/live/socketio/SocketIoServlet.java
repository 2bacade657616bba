package org.belfry.live.socketio;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** {@code /socket.io/} by HTTP long polling; WebSockets have an endpoint at the same path. */
@WebServlet(urlPatterns = "/socket.io/*", asyncSupported = true)
public class SocketIoServlet extends HttpServlet {

  private static final long serialVersionUID = 1;

  private final transient SocketIo socketIo;

  @Inject
  public SocketIoServlet(SocketIo socketIo) {
    this.socketIo = socketIo;
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    socketIo.polls().handle(request, response);
  }
}
