package org.belfry.live;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.belfry.inbox.read.LogQuery;
import org.belfry.model.UserId;

/**
 * Followers that wait to be read for, taken in turn by user: one with a thousand connections has no
 * more of each batch than one with a few. Those of an inbox that want the same are read for once.
 */
final class ReadQueue {

  /** A reading, and all who wait for it: whoever is told something is taken out. */
  record Group(LogQuery reading, Queue<Subscriber> followers) {}

  /** Readings of one user in one batch, at most, whoever else waits or not. */
  private static final int OF_ONE_USER = 4;

  // guarded by this; the order of the map is that of the turns
  private final Map<UserId, Deque<Subscriber>> byUser = new LinkedHashMap<>();
  private int size;

  synchronized void add(Subscriber subscriber) {
    byUser.computeIfAbsent(subscriber.user(), user -> new ArrayDeque<>(2)).add(subscriber);
    size++;
    notifyAll();
  }

  /** How many wait. */
  synchronized int size() {
    return size;
  }

  /**
   * Waits until somebody is there, and takes for as many users as there is room for, in turn. May
   * be empty: those that have hung up meanwhile are dropped, unread.
   *
   * @param most readings
   */
  List<Group> take(int most) throws InterruptedException {
    return grouped(takeTurns(most));
  }

  private synchronized List<List<Subscriber>> takeTurns(int most) throws InterruptedException {
    while (byUser.isEmpty()) {
      wait();
    }
    var turns = new ArrayList<List<Subscriber>>();
    var users = List.copyOf(byUser.keySet().stream().limit(most).toList());
    for (var user : users) {
      turns.add(takeOf(user));
    }
    return turns;
  }

  /** All of one user: those that do not get their turn now are put back, behind everybody else. */
  private List<Subscriber> takeOf(UserId user) {
    var waiting = byUser.remove(user);
    size -= waiting.size();
    return List.copyOf(waiting);
  }

  private List<Group> grouped(List<List<Subscriber>> turns) {
    var groups = new ArrayList<Group>();
    for (var turn : turns) {
      var own = new HashMap<LogQuery, Group>();
      for (var subscriber : turn) {
        var query = subscriber.isGone() ? null : subscriber.query();
        if (query == null) {
          continue;
        }
        if (own.containsKey(query)) {
          own.get(query).followers().add(subscriber);
        } else if (own.size() < OF_ONE_USER) {
          var group = new Group(query, new ArrayDeque<>(List.of(subscriber)));
          own.put(query, group);
          groups.add(group);
        } else {
          add(subscriber);
        }
      }
    }
    return groups;
  }
}
