package org.belfry.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.belfry.TestDatabase;
import org.belfry.TestPooler;
import org.belfry.inbox.append.Receipt;
import org.belfry.store.Store;
import org.belfry.store.StoreSettings;
import org.junit.jupiter.api.Test;

/** The inbox behind a real PgBouncer that lends its sessions for one transaction each. */
class PooledInboxTest {

  @Test
  void all_is_stored_once_and_in_order_while_others_use_the_same_sessions() throws Exception {
    assumeTrue(TestPooler.isInstalled(), TestPooler.MISSING);
    try (var pooler =
        TestPooler.start("transaction", TestDatabase.get().port(), "default_pool_size = 3")) {
      var settings =
          new StoreSettings(
              Optional.of(pooler.url()), Optional.of("any"), Optional.of("any"), "", 12);
      var here = new TestInbox(new Store(settings, new SimpleMeterRegistry()));
      var there = new TestInbox(new Store(settings, new SimpleMeterRegistry()));
      var users = List.of(TestInbox.someone(), TestInbox.someone(), TestInbox.someone());
      var sent = new ArrayList<CompletionStage<Receipt>>();
      for (var i = 0; i < 150; i++) {
        var node = i % 2 == 0 ? here : there;
        sent.add(node.sendLater(node.draft("n" + i, null, null, users.get(i % 3))));
        if (i % 10 == 9) {
          sent.get(i).toCompletableFuture().join();
        }
      }
      sent.forEach(one -> one.toCompletableFuture().join());
      for (var user : users) {
        var reader = new Reader(user);
        assertThat(reader.follow(there.log, 1_000)).isTrue();
        assertThat(reader.items).hasSize(50);
        assertThat(reader.head).isEqualTo(50);
        assertThat(reader.unread).isEqualTo(50);
      }
    }
  }
}
