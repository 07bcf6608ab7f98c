/** Of the commands that work on the data of an installation. */
export const DATA = "folder of the data (default: the sandbox's if there is one, else DESKBELL_DATA)";
