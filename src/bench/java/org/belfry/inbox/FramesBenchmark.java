package org.belfry.inbox;

import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.belfry.model.Cursor;
import org.belfry.model.Frame;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What a notification's JSON costs: its content once, and a frame for each recipient. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FramesBenchmark {

  private final Content content =
      new Content(
          UUID.fromString("0193499e-0d5a-7c6b-8a4b-2f6c1d3e5a79"),
          "comment.created",
          "Anna answered",
          "She says that the meeting can be moved to Thursday, if all agree by tomorrow.",
          "/threads/4711#comment-12",
          "{\"thread\":4711,\"comment\":12}",
          Priority.NORMAL,
          Instant.parse("2026-11-21T09:30:00.123Z"),
          null);
  private final String written = ItemJson.content(content);
  private final Cursor reached = new Cursor("e", 1_017);
  private final ItemJson.Flags flags = new ItemJson.Flags(1_017, 1_017, false, false, false);

  @Benchmark
  public String content() {
    return ItemJson.content(content);
  }

  @Benchmark
  public Frame frameOfOneRecipient() {
    return ItemJson.notification(reached, new CountsAt(1_017, 4, 2), written, 1, flags, 0);
  }
}
