package org.belfry.live;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.belfry.http.EventStreams;
import org.belfry.problem.Problem;
import org.belfry.problem.ProblemWriter;

/**
 * Refuses who asks for a stream. What will pass is told to an {@code EventSource} as a stream:
 * anything else is its end.
 */
public final class StreamRefusal {

  private StreamRefusal() {}

  public static void write(HttpServletRequest request, HttpServletResponse response, Problem why)
      throws IOException {
    var closeCode = CloseCode.of(why);
    if (EventStreams.isAskedFor(request) && !closeCode.isFinal()) {
      EventStreams.sendAway(response, closeCode.code(), closeCode.reason());
    } else {
      ProblemWriter.write(response, why);
    }
  }
}
