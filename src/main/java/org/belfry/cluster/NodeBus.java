package org.belfry.cluster;

import java.io.IOException;
import java.util.List;
import java.util.UUID;

/**
 * Carries short texts between nodes, as well as it can: a text may get lost, come late or twice,
 * and of equal ones sent together one may stand for all; the sender is not told. Whoever hears must
 * be right without it.
 */
interface NodeBus extends AutoCloseable {

  /**
   * A text on its way.
   *
   * @param to the node it is for, or null for all nodes, the sender among them
   */
  record Message(UUID to, String text) {}

  /** Hears what other nodes send; called by one thread at a time and must not wait for anybody. */
  interface Listener {
    void heard(String text);

    /** Texts may have been lost until now; from now on they are heard. */
    void resumed();
  }

  /** The most bytes of UTF-8 that one text may have. */
  int longest();

  /**
   * Hears from now on what is sent to this node and to all; mends its connection by itself and says
   * {@code resumed} each time it stands. To be called once; returns at once.
   */
  void listen(UUID self, Listener hearer);

  /**
   * Sends texts, those to one node in their order. Waits for the transport, within bounds, but for
   * no node.
   *
   * @throws IOException when the transport is out of reach; some of the texts may have left
   */
  void send(List<Message> messages) throws IOException;

  /** Whether this node hears the others at this moment. */
  boolean isHearing();

  /** Whether this node was told to hear the others, and can be told by them in principle. */
  boolean isListening();

  /** Finds out whether a silent connection still stands; to be called every few seconds. */
  default void check() {}

  /** Hears and sends nothing more, and lets its threads end. */
  @Override
  void close();
}
