package org.belfry.socketio.server;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Session;
import java.io.IOException;
import java.security.Principal;
import org.belfry.http.OpeningHandshake;
import org.belfry.socketio.protocol.Framing;
import org.belfry.socketio.protocol.Malformed;
import org.belfry.websocket.SocketCloser;

/**
 * WebSockets: what a filter is to do with their handshakes and what an endpoint is to do with them.
 * A filter, because it can refuse with a real answer, which an endpoint can't.
 */
public final class WebSocketHandshake {

  /** Containers keep the query of a WebSocket as long as it is open; a token is in it. */
  private static final int LONGEST_QUERY = 16_384;

  private final Engine engine;

  public WebSocketHandshake(Engine engine) {
    this.engine = engine;
  }

  /** Whether a request wants to become a WebSocket. */
  public static boolean isHandshake(HttpServletRequest request) {
    return OpeningHandshake.isWanted(request);
  }

  /**
   * Looks at what every opening of a WebSocket has.
   *
   * @throws RuntimeException a problem, which {@link #explain} has headers for
   */
  public static void check(HttpServletRequest request) {
    OpeningHandshake.check(request);
  }

  /** Sets the headers that belong to the refusal of an opening. */
  public static void explain(int status, HttpServletResponse response) {
    OpeningHandshake.explain(status, response);
  }

  /**
   * Looks at a handshake.
   *
   * @return the request to go on with, or null when it was refused
   */
  public HttpServletRequest admit(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    var handshake = Handshake.of(request);
    var engineError = refusal(request, handshake);
    if (engineError != null) {
      engineError.write(response);
      return null;
    }
    return new Admitted(request, handshake);
  }

  private EngineError refusal(HttpServletRequest request, Handshake handshake) {
    if (!"websocket".equals(handshake.parameter("transport"))) {
      return EngineError.UNKNOWN_TRANSPORT;
    }
    // RFC 6455 §4.1; not every server looks at the method
    if (!request.getMethod().equals("GET")) {
      return EngineError.BAD_HANDSHAKE_METHOD;
    }
    if (request.getQueryString().length() > LONGEST_QUERY) {
      return EngineError.BAD_REQUEST;
    }
    if (handshake.parameter("sid") != null) {
      // one that can't be upgraded is hung up on after the handshake, as the reference server does
      return engine.find(handshake.parameter("sid")) == null ? EngineError.UNKNOWN_SID : null;
    }
    try {
      Framing.of(handshake.parameter("EIO"));
      return engine.hasRoom(request.getRemoteAddr()) ? null : EngineError.TOO_MANY;
    } catch (Malformed e) {
      return EngineError.UNSUPPORTED_REVISION;
    }
  }

  /** To be called first for a session that opens. */
  SocketCloser.Closing opened(Session socket) {
    return engine.closer().opened(socket);
  }

  /**
   * Begins a session or an upgrade; null when the session is closed or can't be upgraded, and the
   * socket is closed then.
   */
  WebSocketEngineTransport open(Session socket, SocketCloser.Closing closing) {
    var handshake = (Handshake) socket.getUserPrincipal();
    var sid = handshake.parameter("sid");
    var session = sid == null ? engine.open(handshake, true) : engine.find(sid);
    if (session == null) {
      closing.close(CloseCodes.NORMAL_CLOSURE, "");
      return null;
    }
    // heartbeats find out who is silent, but only after an upgrade is complete
    socket.setMaxIdleTimeout(sid == null ? 0 : EngineSettings.PATIENCE.toMillis());
    var exit = new WebSocketEngineTransport(session, socket, closing);
    if (sid == null) {
      session.begin(exit);
    } else if (!session.propose(exit)) {
      exit.close();
      return null;
    }
    return exit;
  }

  /**
   * Where clients leave out the slash at the end of the path, it is that of the endpoint anyway.
   */
  private static final class Admitted extends HttpServletRequestWrapper {

    private final Handshake handshake;

    Admitted(HttpServletRequest request, Handshake handshake) {
      super(request);
      this.handshake = handshake;
    }

    @Override
    public Principal getUserPrincipal() {
      return handshake;
    }

    @Override
    public String getRequestURI() {
      var path = super.getRequestURI();
      return path.endsWith("/") ? path : path + "/";
    }

    @Override
    public StringBuffer getRequestURL() {
      var url = super.getRequestURL();
      return url.charAt(url.length() - 1) == '/' ? url : url.append('/');
    }

    @Override
    public String getPathInfo() {
      var rest = super.getPathInfo();
      return rest == null ? "/" : rest;
    }
  }
}
