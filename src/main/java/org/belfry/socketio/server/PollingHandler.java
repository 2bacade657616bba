package org.belfry.socketio.server;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.belfry.http.BodyRule;
import org.belfry.socketio.protocol.Framing.Payload;
import org.belfry.socketio.protocol.Malformed;

/** Handles the requests of HTTP long polling, on behalf of a servlet with asynchronous requests. */
public final class PollingHandler {

  private static final byte[] OK = "ok".getBytes(StandardCharsets.US_ASCII);

  private final Engine engine;

  public PollingHandler(Engine engine) {
    this.engine = engine;
  }

  /** Answers a request, now or later. */
  public void handle(HttpServletRequest request, HttpServletResponse response) throws IOException {
    var said = Handshake.of(request);
    if (refuses(request, response, said)) {
      return;
    }
    if (said.parameter("sid") == null) {
      open(request, response, said);
      return;
    }
    var session = engine.find(said.parameter("sid"));
    if (session == null) {
      // it has ended this moment
      EngineError.UNKNOWN_SID.write(response);
    } else if (request.getMethod().equals("GET")) {
      poll(request, response, session, PollEncoding.of(said));
    } else {
      post(request, response, session, PollEncoding.of(said));
    }
  }

  /**
   * Says what is taken of a body that is still on its way, on the account of its session; refuses
   * what is wrong whatever its body.
   *
   * @return null when it has answered
   */
  public BodyRule body(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    var said = Handshake.of(request);
    if (refuses(request, response, said)) {
      return null;
    }
    var sid = said.parameter("sid");
    var session = engine.find(sid);
    if (session == null) {
      EngineError.UNKNOWN_SID.write(response);
      return null;
    }
    var joinLimits = session.joinLimits();
    return new BodyRule(
        joinLimits.maxPayload(),
        "session " + sid,
        joinLimits.isGranted() ? BodyRule.Kind.USER : BodyRule.Kind.ONE_STRANGER);
  }

  private boolean refuses(HttpServletRequest request, HttpServletResponse response, Handshake said)
      throws IOException {
    response.setHeader("Cache-Control", "no-store");
    var engineError = refusal(request.getMethod(), said);
    if (engineError != null) {
      engineError.write(response);
    }
    return engineError != null;
  }

  private EngineError refusal(String method, Handshake said) {
    var transport = said.parameter("transport");
    if ("websocket".equals(transport)) {
      return EngineError.BAD_REQUEST;
    }
    if (!"polling".equals(transport)) {
      return EngineError.UNKNOWN_TRANSPORT;
    }
    if (said.parameter("sid") == null) {
      return method.equals("GET") ? null : EngineError.BAD_HANDSHAKE_METHOD;
    }
    if (engine.find(said.parameter("sid")) == null) {
      return EngineError.UNKNOWN_SID;
    }
    return method.equals("GET") || method.equals("POST") ? null : EngineError.BAD_REQUEST;
  }

  private void open(HttpServletRequest request, HttpServletResponse response, Handshake handshake)
      throws IOException {
    if (!engine.hasRoom(request.getRemoteAddr())) {
      EngineError.TOO_MANY.write(response);
      return;
    }
    try {
      poll(request, response, engine.open(handshake, false), PollEncoding.of(handshake));
    } catch (Malformed e) {
      EngineError.UNSUPPORTED_REVISION.write(response);
    }
  }

  private static void poll(
      HttpServletRequest request,
      HttpServletResponse response,
      EngineSession session,
      PollEncoding form)
      throws IOException {
    var poll = new PollingEngineTransport(session, form, request.startAsync(), response);
    if (!session.poll(poll)) {
      poll.refuse(EngineError.BAD_REQUEST);
    }
  }

  private void post(
      HttpServletRequest request,
      HttpServletResponse response,
      EngineSession session,
      PollEncoding form)
      throws IOException {
    if (!session.beginPost()) {
      EngineError.BAD_REQUEST.write(response);
      return;
    }
    try {
      var most = session.joinLimits().maxPayload();
      var body = request.getInputStream().readNBytes(most + 1);
      if (body.length > most) {
        session.abort("payload too large");
        EngineError.TOO_LARGE.write(response);
        return;
      }
      var isBinary = "application/octet-stream".equals(request.getContentType());
      session
          .framing()
          .packets(new Payload(form.posted(body), isBinary))
          .forEach(session::received);
      // not text/plain: some browsers offered that for download
      response.setContentType("text/html");
      response.getOutputStream().write(OK);
    } catch (Malformed e) {
      session.abort("parse error");
      EngineError.BAD_REQUEST.write(response);
    } catch (IOException e) {
      session.abort("transport error");
      throw e;
    } finally {
      session.endPost();
    }
  }
}
