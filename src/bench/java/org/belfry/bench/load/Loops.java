package org.belfry.bench.load;

import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;

/** The threads of the load generator: one for callers, the rest for those who listen. */
public final class Loops implements AutoCloseable {

  private final Loop callers = new Loop("bench-callers");
  private final List<Loop> listeners;

  public Loops(int listeners) {
    this.listeners =
        IntStream.range(0, listeners).mapToObj(i -> new Loop("bench-listeners-" + i)).toList();
  }

  public Loop callers() {
    return callers;
  }

  public Loop listener(int index) {
    return listeners.get(index % listeners.size());
  }

  @Override
  public void close() throws IOException {
    callers.close();
    for (var loop : listeners) {
      loop.close();
    }
  }
}
