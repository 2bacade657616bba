package org.belfry.bench.measure;

import org.HdrHistogram.Histogram;
import org.belfry.bench.load.Callers;

/** The same request again and again, by one caller; keeps what each answer took. */
final class Probe implements Callers.Work {

  private final byte[] request;
  private final Histogram times;
  private long begun;

  Probe(byte[] request, Histogram times) {
    this.request = request;
    this.times = times;
  }

  @Override
  public byte[] next(int caller) {
    begun = System.nanoTime();
    return request;
  }

  @Override
  public boolean accepted(int status, byte[] body) {
    times.recordValue(System.nanoTime() - begun);
    return status == 200;
  }
}
