export const greeting = (): string => 'Hello from two files';
