/** The benchmark: how fast Belfry is, as ratios to what one would write instead. */
package org.belfry.bench;
