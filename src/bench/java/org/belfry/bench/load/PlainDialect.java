package org.belfry.bench.load;

/** Every frame is a notification, and nothing comes before the first. */
public final class PlainDialect implements Dialect {

  @Override
  public String target(String user, Cursor cursor) {
    return "/ws?user=" + user;
  }

  @Override
  public void opened(Subscriber subscriber) {
    subscriber.ready();
  }

  @Override
  public void text(Subscriber subscriber, byte[] bytes, int from, int to) {
    subscriber.arrived(bytes, from, to);
  }
}
