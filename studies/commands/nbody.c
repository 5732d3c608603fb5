/* Planets around a sun, for so many steps; prints the energy and the seconds that the steps took. */
#include <math.h>
#include <stdio.h>
#include <time.h>

#define N 5
static double x[N][3] = {{0, 0, 0}, {4.8, -1.2, -0.1}, {8.3, 4.1, -0.4}, {12.9, -15.1, -0.2}, {15.4, -25.9, 0.2}};
static double v[N][3] = {{0, 0, 0}, {0.6, 2.8, 0}, {-1.0, 1.8, 0}, {1.1, 0.9, 0}, {1.0, 0.6, 0}};
static double m[N] = {39.5, 0.04, 0.01, 0.002, 0.002};

static void step(double dt) {
    for (int i = 0; i < N; i++)
        for (int j = i + 1; j < N; j++) {
            double d[3], s = 0;
            for (int k = 0; k < 3; k++) d[k] = x[i][k] - x[j][k], s += d[k] * d[k];
            double f = dt / (s * sqrt(s));
            for (int k = 0; k < 3; k++) v[i][k] -= d[k] * m[j] * f, v[j][k] += d[k] * m[i] * f;
        }
    for (int i = 0; i < N; i++)
        for (int k = 0; k < 3; k++) x[i][k] += dt * v[i][k];
}

int main(void) {
    struct timespec a, b;
    clock_gettime(CLOCK_MONOTONIC, &a);
    for (int i = 0; i < 500000; i++) step(0.001);
    clock_gettime(CLOCK_MONOTONIC, &b);
    double energy = 0;
    for (int i = 0; i < N; i++)
        for (int k = 0; k < 3; k++) energy += 0.5 * m[i] * v[i][k] * v[i][k];
    printf("{\"energy\": %.9f, \"time\": %.6f}\n", energy, (b.tv_sec - a.tv_sec) + 1e-9 * (b.tv_nsec - a.tv_nsec));
    return 0;
}
