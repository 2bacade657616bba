package org.belfry.bench.load;

/** One user's live connection. */
public final class Subscriber extends WebSocketLink {

  private final Audience audience;
  private final int index;
  private String epoch;
  private long head = -1;

  Subscriber(Audience audience, int index, Dialect.Cursor cursor) {
    super(
        audience.loop(index),
        audience.host(),
        audience.dialect().target(audience.user(index), cursor),
        audience.dialect().subprotocol());
    this.audience = audience;
    this.index = index;
    if (cursor != null) {
      epoch = cursor.epoch();
      head = cursor.head();
    }
  }

  int index() {
    return index;
  }

  String user() {
    return audience.user(index);
  }

  /** The server says whose numbers are meant from here on. */
  void began(String epoch) {
    this.epoch = epoch;
  }

  /** Everything up to here has come. */
  void reached(long head) {
    this.head = head;
  }

  /** Where to go on after a cut; null if the server knows no such thing. */
  Dialect.Cursor cursor() {
    return epoch == null || head < 0 ? null : new Dialect.Cursor(epoch, head);
  }

  void arrived(byte[] bytes, int from, int to) {
    audience.arrived(index, Mark.in(bytes, from, to));
  }

  /** The server is done with what came before. */
  void ready() {
    audience.ready(this);
  }

  /** A frame that is neither a notification nor part of the greeting. */
  void other(byte[] bytes, int from, int to) {
    if (!Bytes.text(bytes, from, to).startsWith("{\"event\":\"ok\"")) {
      end("frame " + Bytes.text(bytes, from, to));
    }
  }

  @Override
  protected void opened() {
    audience.dialect().opened(this);
  }

  @Override
  protected void text(byte[] bytes, int from, int to) {
    audience.dialect().text(this, bytes, from, to);
  }

  @Override
  protected void ended(String why) {
    audience.ended(this, why);
  }
}
