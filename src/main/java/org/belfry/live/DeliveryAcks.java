package org.belfry.live;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.belfry.inbox.Acknowledgement;
import org.belfry.inbox.Acknowledgements;
import org.belfry.model.Cursor;
import org.belfry.model.UserId;

/**
 * Acknowledgements, gathered: the highest of each connection is written with those of all others,
 * so they cost a statement a second, not one each.
 */
@Singleton
public class DeliveryAcks {

  /** Connections of a user that began at the same place are one: so many entries, at most. */
  private record Beginning(UserId user, Cursor after) {}

  private final Acknowledgements acknowledgements;
  private final Map<Beginning, Long> heads = new ConcurrentHashMap<>();

  @Inject
  public DeliveryAcks(Acknowledgements acknowledgements) {
    this.acknowledgements = acknowledgements;
  }

  void ack(Acknowledgement told) {
    heads.merge(new Beginning(told.user(), told.after()), told.upTo(), Math::max);
  }

  /** Writes what has gathered; what can't be written stays for the next time. */
  public void flush() throws SQLException {
    var batch = Map.copyOf(heads);
    if (batch.isEmpty()) {
      return;
    }
    var told =
        batch.entrySet().stream()
            .map(
                entry ->
                    new Acknowledgement(
                        entry.getKey().user(), entry.getKey().after(), entry.getValue()))
            .toList();
    var noted = acknowledgements.note(told);
    batch.forEach(
        (beginning, head) -> {
          if (noted.contains(beginning.user())) {
            heads.remove(beginning, head);
          }
        });
  }
}
