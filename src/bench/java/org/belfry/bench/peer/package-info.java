/** The servers that are measured: Belfry and what it is compared with. */
package org.belfry.bench.peer;
