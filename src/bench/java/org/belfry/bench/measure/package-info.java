/** What is measured, one class a measure. */
package org.belfry.bench.measure;
