import type Docker from 'dockerode';
import type { MountSettings } from 'dockerode';
import { dockerFault, dockerStatus } from './engine-fault.ts';
import { labels } from './labels.ts';
import type { Slot } from './topology.ts';

/**
 * Where the runners of a slot have the FIFOs that join programs (`join.h` of the runner): a volume in memory that is mounted in every
 * container of the slot, inside a directory that only root may enter. The volume is there before anybody knows that two
 * programs will be joined, for nothing can be mounted into a container that runs. It costs nothing while it is empty.
 */
export const pipesParent = '/.serin-pipes';
const pipesDirectory = `${pipesParent}/joined`;

const volumeName = ({ index }: Pick<Slot, 'index'>): string => `serin-slot-${index}-pipes`;

/** FIFOs take an inode and no bytes. A pair's are removed by their names when its first program begins. */
const options = { type: 'tmpfs', device: 'tmpfs', o: 'nosuid,nodev,noexec,size=4k,nr_inodes=256,mode=0700' };

/** Docker makes the volume with the first container that mounts it, which is the slot's claim. */
export const pipesMount = (slot: Pick<Slot, 'index'>, worker: string): MountSettings => ({
  Type: 'volume',
  Source: volumeName(slot),
  Target: pipesDirectory,
  VolumeOptions: {
    NoCopy: true,
    Labels: { [labels.worker]: worker },
    DriverConfig: { Name: 'local', Options: options },
  },
});

/** Removes the volume of a slot. One that is not there, or that another worker has by now, is left alone. */
export const removePipes = (docker: Docker, slot: Pick<Slot, 'index'>): Promise<void> =>
  removeVolume(docker, volumeName(slot));

/** Removes what a former life of this worker left, once its containers are gone. */
export const removeOrphanedPipes = async (docker: Docker, worker: string): Promise<void> => {
  const filters = { label: [`${labels.worker}=${worker}`] };
  const { Volumes: left } = await docker.listVolumes({ filters }).catch((error: unknown) => {
    throw dockerFault(error, 'looking for orphaned volumes');
  });
  await Promise.all(left.map(({ Name: name }) => removeVolume(docker, name)));
};

const removeVolume = async (docker: Docker, name: string): Promise<void> => {
  try {
    await docker.getVolume(name).remove();
  } catch (error) {
    // Not there (404), or in use (409).
    const status = dockerStatus(error);
    if (status !== 404 && status !== 409) throw dockerFault(error, `removing volume ${name}`);
  }
};
