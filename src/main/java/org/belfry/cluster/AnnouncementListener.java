package org.belfry.cluster;

import java.util.List;

/** Hears announcements; called by one thread at a time and must not wait for anybody. */
@FunctionalInterface
public interface AnnouncementListener {
  void announced(List<? extends Announcement> batch);
}
