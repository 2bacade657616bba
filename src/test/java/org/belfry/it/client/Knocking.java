package org.belfry.it.client;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/**
 * Asks at all doors of a server again and again, on connections of their own and on ones that are
 * kept, and writes down what is answered.
 */
public final class Knocking implements AutoCloseable {

  /** What came; the head has the status line and all headers, the body what was announced. */
  public record Answer(String door, int status, String head, String body) {

    public boolean has(String header) {
      return ("\r\n" + head)
          .toLowerCase(Locale.ROOT)
          .contains("\r\n" + header.toLowerCase(Locale.ROOT));
    }

    @Override
    public String toString() {
      return door + " " + head.replace("\r\n", " | ") + body;
    }
  }

  private static final long PAUSE = 10_000_000;

  private final URI base;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final ConcurrentLinkedQueue<Answer> answers = new ConcurrentLinkedQueue<>();
  private final Map<String, String> doors;
  private volatile boolean closed;

  private Knocking(URI base, Map<String, String> doors) {
    this.base = base;
    this.doors = doors;
  }

  /** Begins at these doors: requests up to the end of their first header, by name. */
  public static Knocking at(URI base, Map<String, String> doors) {
    var knocking = new Knocking(base, new ConcurrentHashMap<>(doors));
    doors.forEach(
        (door, request) -> {
          knocking.threads.execute(() -> knocking.knock(door, request, false));
          knocking.threads.execute(() -> knocking.knock(door, request, true));
        });
    return knocking;
  }

  private void knock(String door, String request, boolean keeps) {
    while (!closed) {
      try (var socket = new Socket(base.getHost(), base.getPort())) {
        socket.setSoTimeout(15_000);
        Answer answer;
        do {
          socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
          answer = read(keeps ? door + ", kept" : door, socket.getInputStream());
          LockSupport.parkNanos(PAUSE);
        } while (answer != null && keeps && !closed && answer.has("Content-Length"));
      } catch (ConnectException e) {
        LockSupport.parkNanos(10 * PAUSE);
      } catch (IOException e) {
        // hung up on in the midst: nothing was said
      }
    }
  }

  private Answer read(String door, InputStream in) throws IOException {
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      var c = in.read();
      if (c < 0) {
        return null;
      }
      head.append((char) c);
    }
    var status = Integer.parseInt(head.substring(9, 12));
    var body = new String(in.readNBytes(length(head.toString())), StandardCharsets.UTF_8);
    var answer = new Answer(door, status, head.toString(), body);
    answers.add(answer);
    return answer;
  }

  private static int length(String head) {
    return head.lines()
        .map(line -> line.toLowerCase(Locale.ROOT))
        .filter(line -> line.startsWith("content-length:"))
        .mapToInt(line -> Integer.parseInt(line.substring("content-length:".length()).strip()))
        .findFirst()
        .orElse(0);
  }

  /** What was answered since the last question. */
  public List<Answer> answers() {
    var all = List.copyOf(answers);
    answers.removeAll(all);
    return all;
  }

  /** How many answers there are. */
  public int count() {
    return answers.size();
  }

  /** Whether all of them have been answered. */
  public boolean isAnsweredEverywhere() {
    return answers.stream().map(Answer::door).distinct().count() == 2L * doors.size();
  }

  @Override
  public void close() {
    closed = true;
    threads.shutdown();
  }
}
