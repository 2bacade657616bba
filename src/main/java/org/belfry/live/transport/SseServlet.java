package org.belfry.live.transport;

import jakarta.inject.Inject;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.belfry.http.EventStreams;
import org.belfry.http.QueryString;
import org.belfry.inbox.read.LogQuery;
import org.belfry.live.Admission;
import org.belfry.live.Connection;
import org.belfry.live.Connections;
import org.belfry.live.StartPositions;
import org.belfry.problem.Problem;
import org.belfry.security.User;

/**
 * {@code GET /api/v1/live}: the stream as server-sent events. A servlet, because it writes without
 * blocking a thread; resumes by {@code Last-Event-ID} or by {@code epoch} and {@code after}.
 */
@WebServlet(urlPatterns = "/api/v1/live", asyncSupported = true)
public class SseServlet extends HttpServlet {

  private static final long serialVersionUID = 1;

  private final transient Connections connections;
  private final transient StartPositions positions;
  private final transient Admission admission;

  @Inject
  public SseServlet(Connections connections, StartPositions positions, Admission admission) {
    this.connections = connections;
    this.positions = positions;
    this.admission = admission;
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    try {
      // by inheritance HEAD would be a GET without a body, that is: a stream that nobody ends
      if (!request.getMethod().equals("GET")) {
        response.setHeader("Allow", "GET");
        throw Problem.getOnly();
      }
      var token = QueryString.parse(request.getQueryString()).get("access_token");
      var who = admission.admitPage(request, SseTransport.NAME, token);
      stream(request, response, who, reading(request, who.user()));
    } catch (Problem e) {
      admission.refused(SseTransport.NAME, e, request.getRemoteAddr());
      EventStreams.refuse(request, response, e);
    }
  }

  private LogQuery reading(HttpServletRequest request, User user) {
    var parameters = StartPositions.parameters(request.getQueryString());
    var header = request.getHeader("Last-Event-ID");
    // where a page brings its own EventSource, that can set no header either
    var last = header == null || header.isEmpty() ? first(parameters, "lastEventId") : header;
    return last == null || last.isEmpty()
        ? positions.reading(user.id(), parameters)
        : positions.again(user.id(), last);
  }

  private static String first(Map<String, List<String>> parameters, String name) {
    return parameters.containsKey(name) ? parameters.get(name).get(0) : null;
  }

  private void stream(
      HttpServletRequest request,
      HttpServletResponse response,
      Admission.Admitted who,
      LogQuery reading)
      throws IOException {
    response.setContentType(EventStreams.MEDIA_TYPE + ";charset=UTF-8");
    response.setHeader("Cache-Control", "no-store");
    // nginx: hand on every event at once
    response.setHeader("X-Accel-Buffering", "no");
    var async = request.startAsync();
    async.setTimeout(0);
    var out = response.getOutputStream();
    var wire = new SseTransport(async, out);
    out.setWriteListener(wire);
    var connection = admission.open(wire, who, reading);
    wire.onFailure(() -> connections.gone(connection, "stream failed"));
    async.addListener(new Ending(connection));
  }

  /** The container ends the stream: the client is gone. */
  private final class Ending implements AsyncListener {

    private final Connection connection;

    Ending(Connection connection) {
      this.connection = connection;
    }

    @Override
    public void onComplete(AsyncEvent event) {
      connections.gone(connection, "stream complete");
    }

    @Override
    public void onTimeout(AsyncEvent event) {
      connections.gone(connection, "stream timeout");
    }

    @Override
    public void onError(AsyncEvent event) {
      connections.gone(connection, "stream failed");
    }

    @Override
    public void onStartAsync(AsyncEvent event) {}
  }
}
