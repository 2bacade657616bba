package org.belfry.bench.measure;

import java.time.Duration;
import org.belfry.bench.peer.Jcmd;
import org.belfry.bench.peer.Kind;
import org.belfry.bench.peer.Usage;

/** What an idle connection keeps in memory, beyond the server without any; wants a fresh server. */
final class Idle implements Measure {

  private static final int CONNECTIONS = 10_000;
  private static final int AT_A_TIME = 200;
  private static final Duration PAUSE = Duration.ofSeconds(5);

  @Override
  public String id() {
    return "6";
  }

  @Override
  public boolean concerns(Kind kind) {
    return true;
  }

  @Override
  public void run(Stage stage, Kind kind) throws Exception {
    if (!Usage.isKnown()) {
      stage.results().remark("measure 6 was skipped: this system does not tell what is resident");
      return;
    }
    var peer = stage.peer(kind);
    try (var few = stage.audience(kind, "first-", 100)) {
      few.connect(AT_A_TIME, Stage.PATIENCE); // loads the classes
    }
    rest(peer.pid(), peer.isJvm());
    var server = Usage.resident(peer.pid());
    var database = Usage.familyResident(stage.postmaster());
    var heap = peer.isJvm() ? Jcmd.heapUsed(peer.pid()) : 0;
    try (var idle = stage.audience(kind, "idle-", CONNECTIONS)) {
      idle.connect(AT_A_TIME, Stage.PATIENCE.multipliedBy(2));
      rest(peer.pid(), peer.isJvm());
      var ofServer = Usage.resident(peer.pid()) - server;
      var ofDatabase = Usage.familyResident(stage.postmaster()) - database;
      stage.add(this, "bytes", kind, (double) (ofServer + ofDatabase) / CONNECTIONS / 1024);
      stage.add(this, "bytes-server", kind, (double) ofServer / CONNECTIONS / 1024);
      if (peer.isJvm()) {
        var live = Jcmd.heapUsed(peer.pid()) - heap;
        stage.add(this, "bytes-heap", kind, (double) live / CONNECTIONS / 1024);
      }
    }
  }

  /** The same for all: a pause, and for JVMs a collection before it. */
  private static void rest(long pid, boolean jvm) throws Exception {
    Thread.sleep(PAUSE.toMillis());
    if (jvm) {
      Jcmd.collect(pid);
      Jcmd.collect(pid);
    }
    Thread.sleep(PAUSE.toMillis());
  }
}
