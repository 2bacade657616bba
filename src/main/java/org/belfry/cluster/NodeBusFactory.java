package org.belfry.cluster;

import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.belfry.store.Store;
import org.belfry.worker.Vitals;

/** Chooses the messenger by the settings: Redis where there is one, else the database. */
@Singleton
class NodeBusFactory {

  @Produces
  @Singleton
  NodeBus messenger(ClusterSettings settings, Store store, Vitals vitals) {
    return settings.redis().isPresent()
        ? new RedisNodeBus(settings.redis().get(), vitals)
        : new PostgresNodeBus(store, settings.listen().orElse(null), vitals);
  }

  void dispose(@Disposes NodeBus nodeBus) {
    nodeBus.close();
  }
}
