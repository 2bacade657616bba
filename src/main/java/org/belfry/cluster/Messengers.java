package org.belfry.cluster;

import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.belfry.store.Store;
import org.belfry.worker.Vitals;

/** Chooses the messenger by the settings: Redis where there is one, else the database. */
@Singleton
class Messengers {

  @Produces
  @Singleton
  Messenger messenger(ClusterSettings settings, Store store, Vitals vitals) {
    return settings.redis().isPresent()
        ? new RedisMessenger(settings.redis().get(), vitals)
        : new PostgresMessenger(store, settings.listen().orElse(null), vitals);
  }

  void dispose(@Disposes Messenger messenger) {
    messenger.close();
  }
}
