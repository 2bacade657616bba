package org.belfry.inbox;

import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.belfry.cluster.Announcement;
import org.hibernate.Session;

/**
 * An inbox whose row is locked until the transaction ends, with nothing in it that has expired.
 * Gives out the next numbers and keeps the counts.
 */
final class LockedInbox {

  private final EntityManager em;
  private final Inbox row;
  private final Instant now;
  private final List<Change> changes = new ArrayList<>();

  private LockedInbox(EntityManager em, Inbox row, Instant now) {
    this.em = em;
    this.row = row;
    this.now = now;
  }

  /** Locks the inbox; makes it where there is none. */
  static LockedInbox lock(EntityManager em, String user, Instant now) {
    var row = em.find(Inbox.class, user, LockModeType.PESSIMISTIC_WRITE);
    if (row == null) {
      em.createNativeQuery(
              "insert into inbox (user_id, epoch) values (:user, :epoch) on conflict do nothing")
          .setParameter("user", user)
          .setParameter("epoch", Inbox.newEpoch())
          .executeUpdate();
      row = em.find(Inbox.class, user, LockModeType.PESSIMISTIC_WRITE);
    }
    var inbox = new LockedInbox(em, row, now);
    if (row.nextExpiry != null && !row.nextExpiry.isAfter(now)) {
      inbox.removeBySql(connection -> Expiry.expire(connection, List.of(user), now));
    }
    return inbox;
  }

  /** As they are stored when this transaction is committed. */
  Counts counts() {
    em.flush();
    return row.counts();
  }

  /** What has been changed. The epoch of all is known when the last one is written. */
  List<Announcement> announcements() {
    em.flush();
    return changes.stream()
        .<Announcement>map(c -> new Change(c.user(), row.epoch, c.number(), c.frame()))
        .toList();
  }

  /** Those of the numbers that are in the inbox. */
  List<Item> items(Collection<Long> seqs) {
    return em.createQuery(
            "select i from Item i where i.user = :user and i.seq in :seqs and i.removedAt is null"
                + " order by i.seq",
            Item.class)
        .setParameter("user", row.user)
        .setParameter("seqs", seqs)
        .getResultList();
  }

  Consumer<Item> reading(boolean read) {
    return item -> item.readAt = !read ? null : item.readAt != null ? item.readAt : now;
  }

  Consumer<Item> archiving(boolean archived) {
    return item ->
        item.archivedAt = !archived ? null : item.archivedAt != null ? item.archivedAt : now;
  }

  /** Applies a transition to items; those whose flags it changes share one new number. */
  void change(List<Item> items, Consumer<Item> transition) {
    var changed = new ArrayList<Item>();
    var unread = row.unread;
    var unseen = row.unseen;
    for (var item : items) {
      var before = item.flags(row.seenUpTo);
      var wasUnread = item.isUnread();
      transition.accept(item);
      if (!item.flags(row.seenUpTo).equals(before)) {
        changed.add(item);
        var difference = (item.isUnread() ? 1 : 0) - (wasUnread ? 1 : 0);
        unread += difference;
        unseen += item.seq > row.seenUpTo ? difference : 0;
      }
    }
    if (changed.isEmpty()) {
      return;
    }
    step(unread, unseen);
    changed.forEach(this::stamp);
    announceChanged(changed.size(), changed.stream().map(i -> i.flags(row.seenUpTo)).toList());
  }

  private void step(int unread, int unseen) {
    row.head++;
    row.unread = unread;
    row.unseen = unseen;
  }

  private void stamp(Item item) {
    item.change = row.head;
    item.changedUnread = row.unread;
    item.changedUnseen = row.unseen;
  }

  private void announceChanged(int size, List<Frames.Flags> flags) {
    var frame =
        size > Acts.MOST_CARRIED
            ? null
            : Frames.changed(row.head, row.unread, row.unseen, row.seenUpTo, flags);
    changes.add(new Change(row.user, row.epoch, row.head, frame));
  }

  /** May touch very many items, so it is one update, without loading them. */
  void readUpTo(long upTo) {
    var seqs =
        em.createQuery(
                "select i.seq from Item i where i.user = :user and i.seq <= :upTo"
                    + " and i.readAt is null and i.archivedAt is null and i.removedAt is null"
                    + " order by i.seq",
                Long.class)
            .setParameter("user", row.user)
            .setParameter("upTo", upTo)
            .getResultList();
    if (seqs.isEmpty()) {
      return;
    }
    var seen = seqs.stream().filter(seq -> seq > row.seenUpTo).count();
    step(row.unread - seqs.size(), row.unseen - (int) seen);
    em.createQuery(
            "update Item i set i.readAt = :now, i.change = :head, i.changedUnread = :unread,"
                + " i.changedUnseen = :unseen where i.user = :user and i.seq <= :upTo"
                + " and i.readAt is null and i.archivedAt is null and i.removedAt is null")
        .setParameter("now", now)
        .setParameter("head", row.head)
        .setParameter("unread", row.unread)
        .setParameter("unseen", row.unseen)
        .setParameter("user", row.user)
        .setParameter("upTo", upTo)
        .executeUpdate();
    announceChanged(
        seqs.size(),
        seqs.stream().map(seq -> new Frames.Flags(seq, row.head, true, true, false)).toList());
  }

  void remove(Collection<Long> seqs) {
    var places = seqs.stream().map(seq -> new Removal.Place(row.user, seq)).toList();
    removeBySql(connection -> new Removal(connection, now).remove(places));
  }

  private void removeBySql(org.hibernate.jdbc.ReturningWork<List<Removal.Removed>> removal) {
    em.flush();
    em.unwrap(Session.class).doReturningWork(removal).stream()
        .map(Removal.Removed::change)
        .forEach(changes::add);
    em.refresh(row);
  }

  /** The watermark rests on an arrival, so a second glance at the same list moves nothing. */
  void seen(long upTo) {
    var latest =
        em.createQuery(
                "select max(i.seq) from Item i where i.user = :user and i.seq <= :upTo", Long.class)
            .setParameter("user", row.user)
            .setParameter("upTo", upTo)
            .getSingleResult();
    if (latest == null || latest <= row.seenUpTo) {
      return;
    }
    var newlySeen =
        em.createQuery(
                "select count(i) from Item i where i.user = :user and i.seq > :from"
                    + " and i.seq <= :to and i.readAt is null and i.archivedAt is null"
                    + " and i.removedAt is null",
                Long.class)
            .setParameter("user", row.user)
            .setParameter("from", row.seenUpTo)
            .setParameter("to", latest)
            .getSingleResult();
    step(row.unread, row.unseen - newlySeen.intValue());
    row.seenUpTo = latest;
    row.seenChange = row.head;
    row.seenUnread = row.unread;
    row.seenUnseen = row.unseen;
    announceChanged(0, List.of());
  }
}
