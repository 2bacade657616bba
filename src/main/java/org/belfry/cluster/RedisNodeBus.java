package org.belfry.cluster;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import org.belfry.worker.Backoff;
import org.belfry.worker.RetryLoop;
import org.belfry.worker.Vitals;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPubSub;
import redis.clients.jedis.exceptions.JedisException;

/**
 * The messenger for many nodes: PUBLISH and SUBSCRIBE of a Redis, one channel a node and one for
 * all. Nothing is kept there, so it may be restarted, emptied or lost at any time.
 */
final class RedisNodeBus implements NodeBus {

  private static final Logger LOG = System.getLogger(RedisNodeBus.class.getName());
  private static final int LONGEST = 65_536;
  private static final String ALL = "belfry:nodes";
  private static final int ANSWER_MILLIS = 5_000;

  /** Longer than a few rounds of {@link #check()}, whose answers break the silence. */
  private static final int SILENCE_MILLIS = 20_000;

  private final URI address;
  private final Vitals vitals;
  private volatile boolean stopped;
  private final Deafness deafness = new Deafness(LOG);
  private volatile RetryLoop listening;
  private volatile Ear ear;
  private Jedis sending;

  RedisNodeBus(URI address, Vitals vitals) {
    this.address = address;
    this.vitals = vitals;
  }

  @Override
  public int longest() {
    return LONGEST;
  }

  @Override
  public synchronized void send(List<Message> messages) throws IOException {
    if (stopped) {
      throw new IOException("this messenger is closed");
    }
    try {
      if (sending == null) {
        sending = connect(ANSWER_MILLIS);
      }
      var pipeline = sending.pipelined();
      messages.forEach(message -> pipeline.publish(channel(message), message.text()));
      pipeline.sync();
    } catch (JedisException e) {
      hangUp();
      throw new IOException(e);
    }
  }

  private void hangUp() {
    var broken = sending;
    sending = null;
    if (broken != null) {
      broken.close();
    }
  }

  private static String channel(Message message) {
    return message.to() == null ? ALL : channel(message.to());
  }

  private static String channel(UUID node) {
    return "belfry:" + node;
  }

  private Jedis connect(int silenceMillis) {
    return new Jedis(
        address,
        DefaultJedisClientConfig.builder()
            .connectionTimeoutMillis(ANSWER_MILLIS)
            .socketTimeoutMillis(ANSWER_MILLIS)
            .blockingSocketTimeoutMillis(silenceMillis)
            .clientName("belfry")
            .build());
  }

  @Override
  public void listen(UUID self, Listener hearer) {
    listening = vitals.retryLoop("listener", backoff -> listenOnce(self, hearer, backoff));
    listening.start();
  }

  private void listenOnce(UUID self, Listener hearer, Backoff backoff) {
    try (var connection = connect(SILENCE_MILLIS)) {
      connection.subscribe(new Ear(hearer, backoff), ALL, channel(self));
    } catch (JedisException e) {
      if (!stopped) {
        deafness.because(e);
      }
    } finally {
      ear = null;
    }
  }

  /** One subscription, from its first to its last moment. */
  private final class Ear extends JedisPubSub {

    private static final int CHANNELS = 2;
    private final Listener hearer;
    private final Backoff backoff;

    Ear(Listener hearer, Backoff backoff) {
      this.hearer = hearer;
      this.backoff = backoff;
    }

    @Override
    public void onSubscribe(String channel, int subscribed) {
      if (subscribed == CHANNELS) {
        ear = this;
        deafness.isOver();
        backoff.reset();
        hearer.resumed();
        if (stopped) {
          unsubscribe();
        }
      }
    }

    @Override
    public void onMessage(String channel, String text) {
      hearer.heard(text);
    }
  }

  @Override
  public boolean isListening() {
    return listening != null;
  }

  @Override
  public boolean isHearing() {
    return ear != null;
  }

  /** Has Redis say something, so that the silence of a dead connection is noticed. */
  @Override
  public void check() {
    var open = ear;
    if (open != null) {
      try {
        open.ping();
      } catch (JedisException e) {
        LOG.log(Level.DEBUG, "the listening connection just broke", e);
      }
    }
  }

  @Override
  public void close() {
    stopped = true;
    var open = ear;
    if (open != null) {
      try {
        open.unsubscribe();
      } catch (JedisException e) {
        LOG.log(Level.DEBUG, "the listening connection broke at its end", e);
      }
    }
    if (listening != null) {
      listening.stop();
    }
    synchronized (this) {
      hangUp();
    }
  }
}
