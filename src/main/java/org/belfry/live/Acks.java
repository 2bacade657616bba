package org.belfry.live;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.belfry.inbox.Acts;

/**
 * Acknowledgements, gathered: the highest of each user is written with those of all others, so they
 * cost a statement a second, not one each.
 */
@Singleton
public class Acks {

  private final Acts acts;
  private final Map<String, Long> heads = new ConcurrentHashMap<>();

  @Inject
  public Acks(Acts acts) {
    this.acts = acts;
  }

  void ack(String user, long head) {
    heads.merge(user, head, Math::max);
  }

  /** Writes what has gathered; what can't be written stays for the next time. */
  public void flush() throws SQLException {
    var batch = new HashMap<>(heads);
    if (batch.isEmpty()) {
      return;
    }
    acts.delivered(batch).forEach(user -> heads.remove(user, batch.get(user)));
  }
}
