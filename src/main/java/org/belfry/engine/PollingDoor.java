package org.belfry.engine;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.belfry.socketio.Framing.Payload;
import org.belfry.socketio.Malformed;

/** HTTP long polling: what a servlet with asynchronous requests is to do with them. */
public final class PollingDoor {

  private static final byte[] OK = "ok".getBytes(StandardCharsets.US_ASCII);

  private final Engine engine;

  public PollingDoor(Engine engine) {
    this.engine = engine;
  }

  /** Answers a request, now or later. */
  public void handle(HttpServletRequest request, HttpServletResponse response) throws IOException {
    var said = Handshake.of(request);
    var transport = said.parameter("transport");
    response.setHeader("Cache-Control", "no-store");
    if ("websocket".equals(transport)) {
      Refusal.BAD_REQUEST.write(response);
    } else if (!"polling".equals(transport)) {
      Refusal.UNKNOWN_TRANSPORT.write(response);
    } else if (said.parameter("sid") == null) {
      open(request, response, said);
    } else {
      var session = engine.find(said.parameter("sid"));
      if (session == null) {
        Refusal.UNKNOWN_SID.write(response);
      } else if (request.getMethod().equals("GET")) {
        poll(request, response, session, PollForm.of(said));
      } else if (request.getMethod().equals("POST")) {
        post(request, response, session, PollForm.of(said));
      } else {
        Refusal.BAD_REQUEST.write(response);
      }
    }
  }

  private void open(HttpServletRequest request, HttpServletResponse response, Handshake handshake)
      throws IOException {
    if (!request.getMethod().equals("GET")) {
      Refusal.BAD_HANDSHAKE_METHOD.write(response);
      return;
    }
    if (!engine.hasRoom(request.getRemoteAddr())) {
      Refusal.TOO_MANY.write(response);
      return;
    }
    try {
      poll(request, response, engine.open(handshake, false), PollForm.of(handshake));
    } catch (Malformed e) {
      Refusal.UNSUPPORTED_REVISION.write(response);
    }
  }

  private static void poll(
      HttpServletRequest request,
      HttpServletResponse response,
      EngineSession session,
      PollForm form)
      throws IOException {
    var poll = new PollExit(session, form, request.startAsync(), response);
    if (!session.poll(poll)) {
      poll.refuse(Refusal.BAD_REQUEST);
    }
  }

  private void post(
      HttpServletRequest request,
      HttpServletResponse response,
      EngineSession session,
      PollForm form)
      throws IOException {
    if (!session.beginPost()) {
      Refusal.BAD_REQUEST.write(response);
      return;
    }
    try {
      var most = session.admission().maxPayload();
      var body = request.getInputStream().readNBytes(most + 1);
      if (body.length > most) {
        session.abort("payload too large");
        Refusal.TOO_LARGE.write(response);
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
      Refusal.BAD_REQUEST.write(response);
    } catch (IOException e) {
      session.abort("transport error");
      throw e;
    } finally {
      session.endPost();
    }
  }
}
