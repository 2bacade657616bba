package org.belfry.cluster;

import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.concurrent.ThreadFactory;
import org.belfry.store.Store;

/** Chooses the messenger by the settings: Redis where there is one, else the database. */
@Singleton
class Messengers {

  @Produces
  @Singleton
  Messenger messenger(ClusterSettings settings, Store store, ThreadFactory threads) {
    return settings.redis().isPresent()
        ? new RedisMessenger(settings.redis().get(), threads)
        : new PostgresMessenger(store, settings.listen().orElse(null), threads);
  }

  void dispose(@Disposes Messenger messenger) {
    messenger.close();
  }
}
