package org.belfry.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;

/** One thread with a selector: everything that happens to its links happens on it. */
public final class Loop implements Executor, AutoCloseable {

  private static final int INCOMING = 256 * 1024;

  private final Selector selector;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final ByteBuffer incoming = ByteBuffer.allocate(INCOMING);
  private final Thread thread;
  private volatile boolean closed;

  public Loop(String name) {
    try {
      selector = Selector.open();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    thread = new Thread(this::run, name);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
    if (Thread.currentThread() != thread) {
      selector.wakeup();
    }
  }

  private void run() {
    while (!closed) {
      try {
        selector.select(Loop::serve);
        for (var task = tasks.poll(); task != null; task = tasks.poll()) {
          task.run();
        }
      } catch (IOException | RuntimeException e) {
        if (!(e instanceof ClosedSelectorException)) {
          e.printStackTrace(); // a mistake of the generator's own: its figures are void
        }
      }
    }
  }

  private static void serve(SelectionKey key) {
    ((Link) key.attachment()).serve();
  }

  Selector selector() {
    return selector;
  }

  /** Where links read to, one after the other: an idle link needs no buffer of its own. */
  ByteBuffer incoming() {
    return incoming.clear();
  }

  @Override
  public void close() throws IOException {
    closed = true;
    selector.wakeup();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    selector.close();
  }
}
