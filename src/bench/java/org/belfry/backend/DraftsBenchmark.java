package org.belfry.backend;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Clock;
import java.util.concurrent.TimeUnit;
import org.belfry.inbox.append.Draft;
import org.belfry.json.Json;
import org.belfry.security.Sender;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What it costs to read a sender's notification and to check it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DraftsBenchmark {

  private final Drafts drafts =
      new Drafts(new NotifyLimits(1_000, 64 * 1024, 500, 8 * 1024 * 1024), Clock.systemUTC());
  private final Sender sender = Sender.byKey("shop");
  private final byte[] body =
      """
      {"to":["42"],"type":"comment.created","title":"Anna answered",
       "body":"She says that the meeting can be moved to Thursday, if all agree by tomorrow.",
       "link":"/threads/4711#comment-12","data":{"thread":4711,"comment":12}}
      """
          .getBytes(UTF_8);

  @Benchmark
  public Draft read() {
    return drafts.draft(sender, Json.read(body, NotificationBody.class));
  }
}
