package org.belfry.bench.measure;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.belfry.bench.load.Audience;
import org.belfry.bench.load.Callers;
import org.belfry.bench.peer.Kind;

/** Ten thousand users connect, are cut off, miss something and come back at once. */
final class Storm implements Measure {

  private static final int USERS = 10_000;
  private static final int AT_A_TIME = 1_000;
  private static final int BLOCKS = 10;
  private static final int MISSED = 2;

  private int shots;

  @Override
  public String id() {
    return "7";
  }

  /** The others store neither who is connected nor what was missed; memory is there to compare. */
  @Override
  public boolean concerns(Kind kind) {
    return kind == Kind.BELFRY || kind == Kind.MEMORY;
  }

  @Override
  public void prepare(Stage stage, Kind kind) throws Exception {
    try (var some = stage.audience(kind, "early-", USERS / 2)) {
      some.connect(AT_A_TIME, Stage.PATIENCE);
    }
  }

  @Override
  public void run(Stage stage, Kind kind) throws Exception {
    var prefix = "storm" + ++shots + "-";
    try (var audience = stage.audience(kind, prefix, USERS)) {
      audience.prepare();
      if (kind == Kind.MEMORY) {
        var time = audience.connect(AT_A_TIME, Stage.PATIENCE);
        stage.add(this, "connects", kind, USERS * 1e9 / time.toNanos());
        return;
      }
      try (var database = stage.peers().connect(kind)) {
        var begun = System.nanoTime();
        audience.connect(AT_A_TIME, Stage.PATIENCE);
        awaitMappings(database, prefix, USERS);
        stage.add(this, "connects", kind, USERS * 1e9 / (System.nanoTime() - begun));
        audience.disconnect();
        awaitMappings(database, prefix, 0);
      }
      resume(stage, kind, audience);
    }
  }

  private void resume(Stage stage, Kind kind, Audience audience) throws Exception {
    try (var callers = new Callers(stage.server(kind), BLOCKS, stage.loops())) {
      var sending = new Sending(audience, stage.requests(kind), BLOCKS);
      callers.run(Stage.PATIENCE, sending.toMany().times(MISSED));
    }
    var window = audience.newWindow();
    var begun = System.nanoTime();
    var ready = begun + audience.connect(AT_A_TIME, Stage.PATIENCE).toNanos();
    stage.settle(this, kind, audience);
    stage.add(this, "resumes", kind, USERS * 1e9 / (Math.max(ready, window.last()) - begun));
  }

  private static void awaitMappings(Connection database, String prefix, int count)
      throws SQLException {
    var deadline = System.nanoTime() + Stage.PATIENCE.toNanos();
    var sql = "select count(*) from session_mapping where user_id like '" + prefix + "%'";
    try (var statement = database.prepareStatement(sql)) {
      for (var found = -1; found != count; ) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException(found + " session mappings instead of " + count);
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        try (var rows = statement.executeQuery()) {
          rows.next();
          found = rows.getInt(1);
        }
      }
    }
  }
}
