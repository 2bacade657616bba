package org.belfry.bench.measure;

import org.belfry.bench.load.Commanders;
import org.belfry.bench.load.Loop;
import org.belfry.bench.peer.Belfry;

/** One user sends commands on many sockets, each as soon as one before was answered. */
final class Commanding implements Heavy {

  private static final int ITEMS = 3;

  private final Belfry belfry;
  private final HeavyStore store;
  private final String user;
  private final int sockets;
  private Loop loop;
  private Commanders commanders;

  Commanding(Belfry belfry, HeavyStore store, String user, int sockets) {
    this.belfry = belfry;
    this.store = store;
    this.user = user;
    this.sockets = sockets;
  }

  @Override
  public String name() {
    return "commands";
  }

  @Override
  public void prepare() throws Exception {
    store.unread(user, ITEMS, "Could you look at the second paragraph again?");
  }

  @Override
  public void begin() {
    loop = new Loop("bench-commands");
    commanders = new Commanders(belfry.server(), user, sockets, loop);
  }

  @Override
  public void end() throws Exception {
    commanders.close();
    loop.close();
    if (commanders.answered() == 0) {
      throw new IllegalStateException("No command was answered");
    }
  }
}
