// SPDX-License-Identifier: MIT
/*
 * mandelbrot [-w WIDTH] [-h HEIGHT] [-n ITERATIONS] [-x X] [-y Y] [-s SIZE] [-o FILE]: the Mandelbrot set
 * around X + Yi, SIZE wide. As text, or as a grey picture (PGM) into a file. Says how long it took with -t.
 */
#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define SIDE_MAX    4096
#define CELL_ASPECT 2.0 /* a character is about twice as high as wide */
#define GREY_MAX    255

struct picture {
	long width, height, iterations;
	double x, y, size, aspect;
};

/* How many steps until it is clear that the point runs away, smoothed; the most: it stays. */
static double escape_time(double re, double im, long iterations)
{
	double x = 0, y = 0;

	for (long i = 0; i < iterations; i++) {
		double xx = x * x, yy = y * y;

		if (xx + yy > 16)
			return (double)i + 1 - log2(log2(xx + yy) / 2);
		y = 2 * x * y + im;
		x = xx - yy + re;
	}
	return (double)iterations;
}

static double point(const struct picture *p, long column, long row)
{
	double step = p->size / (double)p->width;
	double re = p->x + ((double)column - (double)(p->width - 1) / 2) * step;
	double im = p->y - ((double)row - (double)(p->height - 1) / 2) * step * p->aspect;

	return escape_time(re, im, p->iterations);
}

static void write_text(const struct picture *p, FILE *file)
{
	static const char shades[] = " .:-=+*%#";

	for (long row = 0; row < p->height; row++) {
		for (long column = 0; column < p->width; column++) {
			double t = point(p, column, row);
			size_t shade = (size_t)fmax(0, fmin(sqrt(t), sizeof(shades) - 2));

			putc(t >= (double)p->iterations ? '@' : shades[shade], file);
		}
		putc('\n', file);
	}
}

static void write_pgm(const struct picture *p, FILE *file)
{
	fprintf(file, "P5\n%ld %ld\n%d\n", p->width, p->height, GREY_MAX);
	for (long row = 0; row < p->height; row++) {
		for (long column = 0; column < p->width; column++) {
			double t = fmax(0, point(p, column, row));
			double grey = GREY_MAX * (1 - sqrt(t / (double)p->iterations));

			putc((int)lround(fmax(0, grey)), file);
		}
	}
}

static int draw(struct picture *p, const char *name)
{
	FILE *file = name ? fopen(name, "wb") : stdout;
	bool failed;

	if (!file) {
		fprintf(stderr, "mandelbrot: %s: %s\n", name, strerror(errno));
		return 1;
	}
	p->aspect = name ? 1 : CELL_ASPECT;
	(name ? write_pgm : write_text)(p, file);
	failed = ferror(file) || fflush(file) != 0;
	if (name && fclose(file) != 0)
		failed = true;
	if (failed)
		fprintf(stderr, "mandelbrot: %s: %s\n", name ? name : "output", strerror(errno));
	return failed;
}

static int usage(void)
{
	fputs("usage: mandelbrot [-t] [-w WIDTH] [-h HEIGHT] [-n ITERATIONS] [-x X] [-y Y] [-s "
	      "SIZE] "
	      "[-o FILE]\n",
	      stderr);
	return 2;
}

static bool sensible(const struct picture *p)
{
	return p->width > 0 && p->width <= SIDE_MAX && p->height > 0 && p->height <= SIDE_MAX &&
	       p->iterations > 0 && p->size > 0 && isfinite(p->size) && isfinite(p->x) &&
	       isfinite(p->y);
}

/* False: not one of the picture's options. */
static bool set(struct picture *p, int option, const char *text)
{
	long *whole = option == 'w' ? &p->width : option == 'h' ? &p->height : &p->iterations;
	double *real = option == 'x' ? &p->x : option == 'y' ? &p->y : &p->size;
	char *end = NULL;

	if (strchr("whn", option))
		*whole = strtol(text, &end, 10);
	else if (strchr("xys", option))
		*real = strtod(text, &end);
	return end && end != text && !*end;
}

int main(int argc, char **argv)
{
	struct picture p = {72, 24, 200, -0.6, 0, 3, 1};
	const char *name = NULL;
	bool timed = false;
	clock_t start = clock();
	int option, result;

	while ((option = getopt(argc, argv, "tw:h:n:x:y:s:o:")) != -1) {
		if (option == 'o')
			name = optarg;
		else if (option == 't')
			timed = true;
		else if (option == '?' || !set(&p, option, optarg))
			return usage();
	}
	if (!sensible(&p))
		return usage();
	result = draw(&p, name);
	if (timed)
		printf("%.3f s\n", (double)(clock() - start) / CLOCKS_PER_SEC);
	return result;
}
