# Works in a pool of processes and in threads, which must work within the limits: semaphores, pipes and shared memory.
import multiprocessing
from concurrent.futures import ThreadPoolExecutor


def square(n):
    return n * n


if __name__ == "__main__":
    with multiprocessing.Pool(4) as pool, ThreadPoolExecutor(4) as threads:
        total = sum(pool.map(square, range(1000))) - sum(threads.map(square, range(1000)))
    counter = multiprocessing.Value("i", 0)
    workers = [multiprocessing.Process(target=counter.__setattr__, args=("value", 1)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    print("held" if total == 0 and counter.value == 1 else "does not work")
