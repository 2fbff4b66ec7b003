"""Polis's cold start in NumPy, as its own code goes about it: a dense matrix, mean imputation, power
iteration, k-means over all pairs. For bench_opinion --numpy; prints seconds, processor seconds, peak MB.

    python3 polis_numpy.py CELLS PEOPLE STATEMENTS      (CELLS: int32 person, statement, vote)
"""
import resource
import sys
import time

import numpy as np


def component(x, start, iterations=100):
    v = start / np.linalg.norm(start)
    last = 0.0
    for _ in range(iterations):
        v = x.T @ (x @ v)
        norm = np.linalg.norm(v)
        v /= norm
        if norm == last:
            break
        last = norm
    return v


def first_distinct(points, k):
    seen, rows = set(), []
    for point in points:
        key = (point[0], point[1])
        if key not in seen:
            seen.add(key)
            rows.append(point)
            if len(rows) == k:
                break
    return np.array(rows)


def kmeans(points, weights, k, iterations):
    centres = first_distinct(points, k)
    for _ in range(iterations):
        distance = ((points[:, None, :] - centres[None, :, :]) ** 2).sum(axis=2)
        of = distance.shape[1] - 1 - distance[:, ::-1].argmin(axis=1)
        used = np.unique(of)
        moved = np.array([np.average(points[of == c], axis=0, weights=weights[of == c]) for c in used])
        of = np.searchsorted(used, of)
        still = len(moved) == len(centres) and np.all(
            np.linalg.norm(np.sort(moved, axis=0) - np.sort(centres, axis=0), axis=1) < 0.01)
        centres = moved
        if still:
            break
    return centres, of


def silhouette(points, of):
    distance = np.linalg.norm(points[:, None, :] - points[None, :, :], axis=2)
    groups = np.unique(of)
    total = 0.0
    for i in range(len(points)):
        own = of == of[i]
        if own.sum() == 1:
            continue
        within = distance[i, own].sum() / (own.sum() - 1)
        beyond = min(distance[i, of == g].mean() for g in groups if g != of[i])
        total += (beyond - within) / max(within, beyond)
    return total / len(points)


def main():
    cells = np.fromfile(sys.argv[1], dtype=np.int32).reshape(-1, 3)
    n, m = int(sys.argv[2]), int(sys.argv[3])
    wall, cpu = time.perf_counter(), time.process_time()
    votes = np.full((n, m), np.nan)
    votes[cells[:, 0], cells[:, 1]] = cells[:, 2]
    counts = (~np.isnan(votes)).sum(axis=1)
    means = np.nan_to_num(np.nanmean(votes, axis=0))
    x = np.where(np.isnan(votes), means, votes) - means
    start = np.random.default_rng(1).normal(size=m)
    first = component(x, start)
    second = component(x - np.outer(x @ first, first), start)
    points = np.stack([x @ first, x @ second], axis=1) * np.sqrt(m / np.maximum(1, counts))[:, None]
    points = points[counts >= min(7, m)]
    base, of = kmeans(points, np.ones(len(points)), 100, 100)
    weights = np.bincount(of, minlength=len(base)).astype(float)
    best = (-2.0, None)
    for k in range(2, min(5, 2 + len(base) // 12) + 1):
        _, groups = kmeans(base, weights, k, 20)
        best = max(best, (silhouette(base, groups), k))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(time.perf_counter() - wall, time.process_time() - cpu, peak)


main()
