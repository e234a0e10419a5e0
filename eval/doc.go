// Package eval measures how well scores tell malicious packages from benign
// ones.
//
// What is measured counts families, not packages: collections of malware hold
// thousands of copies of one campaign, and whoever finds it has found one thing.
// Intervals resample whole families and origins for the same reason. A figure
// without its n and its interval is not worth printing; [Metrics.String] prints
// all three.
package eval
