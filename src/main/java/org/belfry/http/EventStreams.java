package org.belfry.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;
import org.belfry.problem.CloseCode;
import org.belfry.problem.Problem;
import org.belfry.problem.ProblemWriter;

/**
 * How a stream of server-sent events ends (WHATWG HTML §9.2). An {@code EventSource} comes back
 * after the pause it was told, and only from an answer that is an event stream: any other is the
 * end of it. So what will pass is told to it as a stream that ends at once.
 */
public final class EventStreams {

  public static final String MEDIA_TYPE = "text/event-stream";

  /** Milliseconds; each comes back in its own time. */
  private static final int SHORTEST_PAUSE = 5_000;

  private static final int LONGEST_PAUSE = 15_000;

  private EventStreams() {}

  /** Whether whoever asks is an {@code EventSource}, or takes its answers. */
  public static boolean isAskedFor(HttpServletRequest request) {
    var accepted = request.getHeader("Accept");
    return request.getMethod().equals("GET") && accepted != null && accepted.contains(MEDIA_TYPE);
  }

  /** The last event of a stream, without an id, so that the cursor stays. */
  public static String goodbye(CloseCode why) {
    return "retry: %d\nevent: goodbye\ndata: {\"code\":%d,\"reason\":\"%s\"}\n\n"
        .formatted(
            ThreadLocalRandom.current().nextInt(SHORTEST_PAUSE, LONGEST_PAUSE + 1),
            why.code(),
            why.reason());
  }

  /** Refuses: what will pass is told as a stream to who asks for one, all else by its status. */
  public static void refuse(HttpServletRequest request, HttpServletResponse response, Problem why)
      throws IOException {
    if (isAskedFor(request) && !why.closeCode().isFinal()) {
      sendAway(response, why.closeCode());
    } else {
      ProblemWriter.write(response, why);
    }
  }

  private static void sendAway(HttpServletResponse response, CloseCode why) throws IOException {
    response.setContentType(MEDIA_TYPE + ";charset=UTF-8");
    response.setHeader("Cache-Control", "no-store");
    var text = goodbye(why).getBytes(StandardCharsets.UTF_8);
    response.setContentLength(text.length);
    response.getOutputStream().write(text);
  }
}
