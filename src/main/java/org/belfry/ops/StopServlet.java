package org.belfry.ops;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;

/**
 * Stops Belfry when the container takes its servlets down. That is before listeners hear of it
 * (Jakarta Servlet §11.3.2): on WildFly a listener of the WebSocket container would by then have
 * closed all sockets with 1001. Its path answers 405, as a servlet without methods does.
 */
@WebServlet(urlPatterns = "/health/stop-hook", loadOnStartup = 1)
public class StopServlet extends HttpServlet {

  private static final long serialVersionUID = 1;

  private final transient Lifecycle lifecycle;

  @Inject
  StopServlet(Lifecycle lifecycle) {
    this.lifecycle = lifecycle;
  }

  @Override
  public void destroy() {
    lifecycle.stop();
  }
}
